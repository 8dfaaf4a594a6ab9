"""The command line: `kyosei-desk`. Each command reads its options, calls the desk, and prints what came of it.

Passphrases come from a prompt or a file, never from an argument, so that no list of processes and no shell history
shows them. Words of residents are printed to standard output only, where they were asked for; never to the log.
"""
