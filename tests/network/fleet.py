"""Fleets in network namespaces: what the linter says of each flow against what a connection does."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from spaces import Network, run

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures/fleets"
PROFILES = {"cp": "control-plane", "gw": "gateway-worker", "tm": "traffic-manager"}
# Hosts that no fixture has: what lies in their homes.
OWN = {
    "mi1": {
        "wso2mi-4.2.0/conf/deployment.toml": '[server]\nhostname = "mi1.example.com"\n\n'
        '[[service_catalog]]\napim_host = "https://cp1.example.com:9443"\n',
        "wso2mi-4.2.0/bin/version.txt": "WSO2 Micro Integrator v4.2.0\n",
    },
}


def looked_at(fleet, host, work):
    """Where the files of a host are, and what of them is told to the linter."""
    there = work / "files" / host
    if host in OWN:
        for path, text in OWN[host].items():
            (there / path).parent.mkdir(parents=True, exist_ok=True)
            (there / path).write_text(text)
    else:
        shutil.copytree(FIXTURES / fleet / host, there)
    return there / "nginx.conf" if host.startswith("lb") else there


def opened(snapshot, own):
    """The sockets that a snapshot says its servers open for sure."""
    sockets = set()
    for home in snapshot["homes"]:
        for runtime in home["runtimes"]:
            for listener in runtime["listeners"]:
                if listener["state"] != "open" or listener["port"] is None:
                    continue
                for address in listener["address"].split(", "):
                    # `host of the server URL` and the like are the machine's own.
                    is_number = address[:1].isdigit() or ":" in address
                    address = address if is_number else "127.0.0.1" if address == "localhost" else own
                    sockets.add((listener["protocol"], address, listener["port"]))
    for proxy in snapshot.get("proxies", []):
        for port in proxy["ports"]:
            sockets.add((port["protocol"], "0.0.0.0", port["port"]))
    # What listens everywhere has the single addresses, too.
    everywhere = {(protocol, port) for protocol, address, port in sockets if address == "0.0.0.0"}
    return {one for one in sockets if one[1] == "0.0.0.0" or (one[0], one[2]) not in everywhere}


def try_fleet(program, fleet, hosts, change=None):
    work = Path(tempfile.mkdtemp(prefix="portlint-network-"))
    try:
        with Network(hosts) as network:
            snapshots = work / "snapshots"
            snapshots.mkdir()
            for host in hosts:
                paths = looked_at(fleet, host, work)
                if change:
                    change(work / "files")
                profile = PROFILES.get(host[:2])
                taken = run(
                    *network.inside(host), program, "snapshot", "--no-config", "--host", host, "--alias", f"{host}.example.com",
                    *(["--profile", profile] if profile else []), paths, stdout=subprocess.PIPE,
                ).stdout
                snapshot = json.loads(taken)
                # The linter saw the addresses of this namespace, and no others.
                assert snapshot["host"]["addresses"][:1] == [network.address(host)], snapshot["host"]
                (snapshots / f"{host}.json").write_text(taken)
                network.listen(host, opened(snapshot, network.address(host)))
            return judge(program, network, snapshots)
    finally:
        shutil.rmtree(work)


def judge(program, network, snapshots):
    """Tries every flow, and says what differs."""
    def said(*arguments):
        answer = subprocess.run([program, *arguments, "--no-config", snapshots], text=True, stdout=subprocess.PIPE)
        assert answer.returncode in (0, 1), arguments
        return json.loads(answer.stdout)

    flows = said("ports", "--flows", "--format", "json")["flows"]
    stale = set()
    for finding in said("check", "--format", "json", "--select", "stale-reference,wrong-server")["diagnostics"]:
        for annotation in finding["annotations"]:
            if finding["rule"] == "stale-reference" and annotation["location"]:
                # The paths of findings name the host, those of flows do not.
                file = annotation["location"]["file"].split(":", 1)
                stale.add((file[0], file[1], annotation["location"]["byte_offset"]))
    named = {f"{host}.example.com": network.address(host) for host in network.hosts}
    named.update({host: network.address(host) for host in network.hosts})
    named["localhost"] = "127.0.0.1"
    tried, wrong = {}, []
    for host in network.hosts:
        own = [flow for flow in flows if flow["source"]["host"] == host]
        placed = {"${carbon.host}": network.address(host), "${carbon.local.ip}": network.address(host)}
        ends, known = [], []
        for flow in own:
            name = flow["host"].strip("[]")
            address = placed.get(name) or named.get(name) or (name if name[:1].isdigit() or ":" in name else None)
            if address and flow["port"]:
                ends.append((flow["protocol"], address, flow["port"]))
                known.append(flow)
            else:
                assert flow["state"] == "unknown", flow
                tried["unknown, no address"] = tried.get("unknown, no address", 0) + 1
        for flow, came in zip(known, network.connect(host, ends), strict=True):
            state = flow["state"]
            location = flow["location"]
            is_stale = bool(location) and (host, location["file"], location["byte_offset"]) in stale
            key = f"{'stale, ' if is_stale else ''}{state}, {came}"
            tried[key] = tried.get(key, 0) + 1
            if (state == "open") != (came == "open") and state != "unknown" or (is_stale and came != "refused"):
                wrong.append((key, flow))
    return tried, wrong


def only_the_machine_itself(files):
    """The receivers of the analytics server are at its loopback interface only."""
    file = files / "an1/wso2am-analytics-3.2.0/conf/worker/deployment.yaml"
    if file.exists():
        text = file.read_text()
        if "hostName" not in text:
            file.write_text(text.replace("          tcpPort:", "          hostName: 127.0.0.1\n          tcpPort:"))


def main():
    program = sys.argv[1]
    all_hosts = ["an1", "cp1", "gw1", "gw2", "km1", "lb1", "mi1", "tm1", "tm2"]
    failed = False
    for fleet, hosts, change, must in [
        ("clean", ["gw1", "tm1"], None, {"open, open"}),
        ("planted", ["gw1", "tm2"], None, {"stale, closed, refused"}),
        ("clean", ["cp1", "gw1", "km1", "tm1", "tm2"], None, {"open, open"}),
        ("planted", ["cp1", "gw1", "gw2", "km1", "tm2"], None, {"open, open", "stale, closed, refused"}),
        ("clean", all_hosts, None, {"open, open"}),
        ("planted", all_hosts, None, {"open, open", "stale, closed, refused"}),
        ("clean", all_hosts, only_the_machine_itself, {"open, open", "closed, refused"}),
    ]:
        tried, wrong = try_fleet(program, fleet, hosts, change)
        what = ", its receivers at loopback" if change else ""
        print(f"{fleet}, {len(hosts)} hosts{what}:", "; ".join(f"{count} {key}" for key, count in sorted(tried.items())))
        for key, flow in wrong:
            print("WRONG:", key, json.dumps(flow))
        if wrong or not must <= set(tried):
            failed = True
            print("FAILED: expected", must)
    sys.exit(failed)


main()
