#!/usr/bin/env python3
"""Asks the oracles about the generated inputs and writes the records.

    record.py --clones DIR --cache DIR [--out DIR] [--random N] [--only PART]

CLONES holds clones of the vendor's repositories (OWNER/NAME, NAME or OWNER+NAME/repo, bare or not); CACHE takes jars, kernels
and resources. PART is a name such as `mapper-hard` or `mapper-random`.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import lines  # noqa: E402
import records  # noqa: E402
from generate import hard_toml, hard_yaml, mutated_toml, random_toml, random_yaml  # noqa: E402
from mapper.run import Mapper  # noqa: E402
from yaml import stacks  # noqa: E402
from yaml.run import Stack  # noqa: E402

HERE = pathlib.Path(__file__).parent


def toml_record(mapper, name, content, env=None, java_opts=None):
    line = mapper.line
    record = records.Record(name, line.home, {f"{line.conf}/deployment.toml": content}, env or {}, java_opts or [])
    answer = mapper.ask(content, record.env, record.properties())
    record.answer, record.listeners, record.why = answer.state, answer.listeners, answer.why
    return record


def mapper_hard(options):
    for line in lines.LINES:
        inputs = [item for item in hard_toml.INPUTS if line in item.lines]
        mapper = Mapper(line, options.clones, options.cache)
        found = [toml_record(mapper, i.name, i.content(line), i.env, i.java_opts) for i in inputs]
        mapper.close()
        comment = f"Hard inputs, {line.home}: config mapper {line.mapper}, templates of the release."
        records.write(options.out / f"mapper-hard-{line.name}.txt", comment, found, NOT_RENDERED)
        print(f"mapper-hard {line.name}: {len(found)} inputs", flush=True)


# Listeners of files that have no template, or whose template is in none of the repositories.
NOT_RENDERED = ["thrift-auth", "thrift-entitlement"]


def mapper_random(options):
    for line in lines.LINES:
        mapper = Mapper(line, options.clones, options.cache)
        numbers = range(1, options.random + 1)
        found = [toml_record(mapper, f"random {n}", random_toml.content(line, n)) for n in numbers]
        mapper.close()
        comment = f"Random homes, {line.home}: config mapper {line.mapper}, templates of the release."
        records.write(options.out / f"mapper-random-{line.name}.txt", comment, found, NOT_RENDERED)
        print(f"mapper-random {line.name}: {len(found)} inputs", flush=True)


def mapper_mutated(options):
    for line in lines.LINES:
        mapper = Mapper(line, options.clones, options.cache)
        numbers = range(1, options.random // 2 + 1)
        found = [toml_record(mapper, f"mutated {n}", mutated_toml.content(line, n)) for n in numbers]
        mapper.close()
        comment = f"Mutated homes, {line.home}: config mapper {line.mapper}, templates of the release."
        records.write(options.out / f"mapper-mutated-{line.name}.txt", comment, found, NOT_RENDERED)
        print(f"mapper-mutated {line.name}: {len(found)} inputs", flush=True)


def yaml_record(machine, name, content, env=None, java_opts=None):
    stack = machine.stack
    record = records.Record(name, stack.home, {f"conf/{stack.runtime}/deployment.yaml": content}, env or {}, java_opts or [])
    answer = machine.ask(content, stack.components(), record.env, record.properties())
    record.answer, record.listeners, record.why = answer.state, answer.listeners, answer.why
    return record


def yaml_part(options, kind, inputs):
    """`inputs(stack)` gives name, content, environment and options of each."""
    for stack in stacks.STACKS:
        machine = Stack(stack, options.cache)
        found = [yaml_record(machine, *one) for one in inputs(stack)]
        machine.close()
        comment = f"{kind.capitalize()} {'inputs' if kind == 'hard' else 'homes'}, {stack.home}: stack {stack.name}."
        records.write(options.out / f"yaml-{kind}-{stack.name}.txt", comment, found)
        print(f"yaml-{kind} {stack.name}: {len(found)} inputs", flush=True)


def yaml_hard(options):
    def inputs(stack):
        return [(i.name, i.content(), i.env, i.java_opts) for i in hard_yaml.INPUTS if stack.name in i.stacks]

    yaml_part(options, "hard", inputs)


def yaml_random(options):
    def inputs(stack):
        return [(f"random {n}", random_yaml.content(stack.name, n)) for n in range(1, options.random + 1)]

    yaml_part(options, "random", inputs)


PARTS = {
    "mapper-hard": mapper_hard,
    "mapper-random": mapper_random,
    "mapper-mutated": mapper_mutated,
    "yaml-hard": yaml_hard,
    "yaml-random": yaml_random,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clones", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "records")
    parser.add_argument("--random", type=int, default=20, help="random homes for each line")
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    options = parser.parse_args()
    for name, part in PARTS.items():
        if not options.only or name in options.only:
            part(options)


if __name__ == "__main__":
    main()
