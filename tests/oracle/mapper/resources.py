"""The resources directory of a product line, as the product's build puts it together from the vendor's repositories."""

import json
import pathlib
import subprocess

JSON_FILES = ["default.json", "infer.json", "key-mappings.json", "validator.json", "unit-resolve.json"]


def clone(clones, repository):
    """The git directory of a repository in the folder of clones: OWNER+NAME/repo, OWNER/NAME, NAME or with .git behind it."""
    owner, name = repository.split("/")
    for path in (f"{owner}+{name}/repo", f"{owner}/{name}", name, f"{owner}/{name}.git", f"{name}.git"):
        for git in (clones / path / ".git", clones / path):
            if (git / "HEAD").exists():
                return git
    raise SystemExit(f"no clone of {repository} in {clones}")


def files(clones, source):
    """The files of `repository@ref:folder`: (path inside the folder, bytes)."""
    place, folder = source.split(":", 1)
    repository, ref = place.split("@", 1)
    git = ["git", f"--git-dir={clone(clones, repository)}"]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", f"{ref}:{folder}"], capture_output=True, text=True)
    if listed.returncode != 0:
        raise SystemExit(f"{source}: {listed.stderr.strip()}")
    for name in listed.stdout.splitlines():
        if name.endswith((".json", ".j2", ".xml")):
            yield name, subprocess.run([*git, "show", f"{ref}:{folder}/{name}"], capture_output=True, check=True).stdout


def merge(weaker, stronger):
    """One JSON object over another, as the build's merge does: the stronger one's keys win, objects are joined."""
    result = dict(weaker)
    for key, value in stronger.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merge(result[key], value) if both else value
    return result


def assemble(clones, line, cache):
    """Writes the resources of a line once; returns the directory."""
    target = cache / "resources" / line.name
    if (target / "default.json").exists():
        return target
    merged = {name: {} for name in JSON_FILES}
    for source in line.sources:
        for name, content in files(clones, source):
            if name.endswith(".json"):
                kind = next((kind for kind in JSON_FILES if name.endswith(kind)), None)
                if kind:
                    merged[kind] = merge(merged[kind], json.loads(content or b"{}"))
            elif name.endswith(".j2"):
                # A feature may keep its template beside its JSON; its place in a home is said by its p2 instructions.
                path = name if name.startswith("templates/") else f"templates/repository/conf/{name}"
                write(target / path, content)
    if line.static:
        folder = "repository/deployment/server/synapse-configs/default/inbound-endpoints"
        try:
            for name, content in files(clones, line.static):
                write(target / "static" / folder / name, content)
        except SystemExit:
            # The control plane and the traffic manager ship none.
            pass
    for name, content in merged.items():
        write(target / name, json.dumps(content, indent=1).encode())
    return target


def write(path: pathlib.Path, content: bytes):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
