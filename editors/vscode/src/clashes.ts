// What the status bar says: the findings of the host, counted.

/** A finding as the editor has it: the rule, and VS Code's severity (0 is an error, 1 a warning). */
export interface Finding {
  rule: string;
  severity: number;
}

const COLLISIONS = ["port-collision", "self-collision", "published-port-collision", "port-taken"];

export interface Status {
  text: string;
  tooltip: string;
  isBad: boolean;
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** The item's text and what is said about it. */
export function status(findings: Finding[]): Status {
  const clashes = findings.filter((finding) => finding.severity === 0 && COLLISIONS.includes(finding.rule)).length;
  const errors = findings.filter((finding) => finding.severity === 0).length - clashes;
  const warnings = findings.filter((finding) => finding.severity === 1).length;
  const others = [
    errors > 0 ? count(errors, "other error", "other errors") : "",
    warnings > 0 ? count(warnings, "warning", "warnings") : "",
  ].filter((words) => words !== "");
  const first = clashes === 0 ? "No port collision is known" : count(clashes, "port collision", "port collisions");
  return {
    text: clashes === 0 ? "$(check) ports" : `$(error) ${count(clashes, "port clash", "port clashes")}`,
    tooltip: `${[first, ...others].join(", ")}. Click for the ports of this host.`,
    isBad: clashes > 0,
  };
}
