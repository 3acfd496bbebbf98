// The engine as the page and the tests use it: files go in, a report comes out. src/door.rs is the other side.

const START = 0, INPUT = 1, FILE = 2, CONTENT = 3, CHECK = 4, OUTPUT = 5, REMARKS = 7, PANIC = 9;
const NOTHING = 0xffffffff;
const FORMS = { json: 0, page: 1 };
/** Files that call for more and more would be a mistake of the engine. */
const MOST_ROUNDS = 50;

/** Makes a check of a compiled module. It imports nothing: it can neither open nor send anything. */
export async function engine(module) {
  const { exports } = await WebAssembly.instantiate(module, {});
  // `main` gives the number of the one function, byte by byte: a program without unsafe code has no other way out.
  const bytes = [0, 1, 2, 3].map(() => exports.main(0, 0));
  const call = exports.__indirect_function_table.get(bytes.reduceRight((number, byte) => number * 256 + byte, 0));
  return new Engine(exports.memory, call);
}

/** What went wrong inside, and not in what was given. */
export class Bug extends Error {}

class Engine {
  #memory;
  #call;

  constructor(memory, call) {
    this.#memory = memory;
    this.#call = call;
  }

  /** An operation; numbers are unsigned. */
  #ask(operation, argument = 0) {
    let answer;
    try {
      answer = this.#call(operation, argument) >>> 0;
    } catch (error) {
      throw new Bug(`a bug in wso2-portlint at ${this.#text(PANIC) || error.message}; please report it`);
    }
    if (answer === NOTHING) throw new Bug(`operation ${operation} cannot be done`);
    return answer;
  }

  /** The bytes whose address is told by an operation and whose length is told by the next one. */
  #bytes(operation) {
    const address = this.#call(operation, 0) >>> 0;
    return new Uint8Array(this.#memory.buffer, address, this.#call(operation + 1, 0) >>> 0);
  }

  #text(operation) {
    return new TextDecoder().decode(this.#bytes(operation));
  }

  #give(bytes) {
    const address = this.#ask(INPUT, bytes.length);
    new Uint8Array(this.#memory.buffer, address, bytes.length).set(bytes);
  }

  /**
   * Checks files: `[{ path, size, read }]`, where `read` is called for the few whose content is needed and gives a
   * `Uint8Array`. The report comes in each of the forms: `json`, `page`.
   */
  async check(files, forms, { now = Date.now(), progress = () => {} } = {}) {
    this.#ask(START, Math.floor(now / 1000) >>> 0);
    const encoder = new TextEncoder();
    const known = new Map();
    for (const file of files) {
      this.#give(encoder.encode(file.path));
      known.set(this.#ask(FILE, Math.min(file.size, NOTHING - 1)), file);
    }
    const unreadable = [];
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const count = this.#ask(CHECK, FORMS[forms[0]]);
      if (count === 0) {
        const { errors, notes } = JSON.parse(this.#text(REMARKS));
        const report = { errors: [...unreadable, ...errors], notes, rounds: round };
        for (const form of forms) {
          this.#ask(CHECK, FORMS[form]);
          report[form] = this.#text(OUTPUT);
        }
        return report;
      }
      // A copy: what follows moves the memory.
      const wanted = this.#bytes(OUTPUT).slice();
      const numbers = new DataView(wanted.buffer);
      for (let at = 0; at < count; at++) {
        const number = numbers.getUint32(4 * at, true);
        const file = known.get(number);
        progress(file.path);
        let bytes;
        try {
          bytes = await file.read();
        } catch (error) {
          unreadable.push(`${file.path}: ${error.message}`);
          bytes = new Uint8Array();
        }
        this.#give(bytes);
        this.#ask(CONTENT, number);
      }
    }
    throw new Bug("files are asked for without an end");
  }
}
