// Where the program is: the setting, else what came with the extension, else the PATH.

import * as path from "node:path";

export interface Places {
  /** The setting, empty where it is not set. */
  setting: string;
  /** The directory of the extension. */
  extension: string;
  /** The variable PATH. */
  searchPath: string;
  platform: NodeJS.Platform;
  isFile: (file: string) => boolean;
}

export type Found = { program: string; from: "setting" | "extension" | "PATH" } | { missing: string };

/** The program, or why there is none, in words. */
export function find(places: Places): Found {
  const name = places.platform === "win32" ? "wso2-portlint.exe" : "wso2-portlint";
  if (places.setting !== "") {
    return places.isFile(places.setting)
      ? { program: places.setting, from: "setting" }
      : { missing: `The setting wso2-portlint.path names ${places.setting}, where no program is.` };
  }
  const bundled = path.join(places.extension, "bin", name);
  if (places.isFile(bundled)) {
    return { program: bundled, from: "extension" };
  }
  const separator = places.platform === "win32" ? ";" : ":";
  for (const directory of places.searchPath.split(separator)) {
    const program = path.join(directory, name);
    // An empty entry of the PATH would mean the folder that happens to be open.
    if (path.isAbsolute(directory) && places.isFile(program)) {
      return { program, from: "PATH" };
    }
  }
  return { missing: "wso2-portlint is not installed. Install it, or name it in the setting wso2-portlint.path." };
}
