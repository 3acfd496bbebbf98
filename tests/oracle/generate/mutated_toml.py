"""Mutated files: a random home with one or two slips of an editor in it, the same for the same seed."""

import random

from generate import random_toml


def drop_line(chance, lines):
    del lines[chance.randrange(len(lines))]


def repeat_line(chance, lines):
    place = chance.randrange(len(lines))
    lines.insert(chance.randrange(len(lines) + 1), lines[place])


def swap_lines(chance, lines):
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]


def comment_out(chance, lines):
    place = chance.randrange(len(lines))
    lines[place] = "#" + lines[place]


def in_a_line(change):
    def mutate(chance, lines):
        place = chance.randrange(len(lines))
        line = lines[place]
        if line:
            lines[place] = change(chance, line)

    return mutate


def drop_character(chance, line):
    place = chance.randrange(len(line))
    return line[:place] + line[place + 1 :]


def repeat_character(chance, line):
    place = chance.randrange(len(line))
    return line[:place] + line[place] + line[place:]


def add_character(chance, line):
    place = chance.randrange(len(line) + 1)
    return line[:place] + chance.choice(" \"'=[]{}.,#\\_-$:0aZ\t") + line[place:]


def quote(chance, line):
    key, sign, value = line.partition("=")
    value = value.strip()
    if not sign:
        return line
    return f"{key}{sign} {value.strip(chr(34))}" if value.startswith('"') else f'{key}{sign} "{value}"'


def capitals(chance, line):
    key, sign, value = line.partition("=")
    return key.upper() + sign + value


def other_value(chance, line):
    key, sign, _ = line.partition("=")
    values = ["0", "-1", "65536", "true", "false", '""', "[]", "{}", "1.5", '" 8080"', "'8080'", '"8080"']
    return f"{key}{sign} {chance.choice(values)}" if sign else line


MUTATIONS = [
    drop_line,
    repeat_line,
    swap_lines,
    comment_out,
    in_a_line(drop_character),
    in_a_line(repeat_character),
    in_a_line(add_character),
    in_a_line(quote),
    in_a_line(capitals),
    in_a_line(other_value),
]


def content(line, number, seed=20261129):
    chance = random.Random(f"{seed} mutated {line.name} {number}")
    lines = random_toml.content(line, number).decode().split("\n")[:-1]
    for _ in range(chance.choice([1, 1, 2])):
        if lines:
            chance.choice(MUTATIONS)(chance, lines)
    return ("\n".join(lines) + "\n").encode()
