"""The command line of the city's hub: `kyosei-hub`. Each command reads its options, does one thing, and says what came.

What a script reads goes to standard output alone, remarks to standard error. The passphrase comes from a prompt or the
file that KYOSEI_HUB_PASSPHRASE_FILE names, never from an argument.
"""
