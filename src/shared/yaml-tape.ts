import {
  Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  type Range,
  Scalar,
  YAMLMap,
  YAMLSeq,
} from "yaml";

/**
 * The nodes of a YAML document in their order as plain values, which can be handed from thread to thread: of each its kind, its
 * range, what is noted about it, and its value or the number of its children. Source tokens are left out.
 */
export type Tape = readonly unknown[];

const kinds = { nothing: 0, scalar: 1, map: 2, list: 3, alias: 4 } as const;
/** What is noted about every node but its range. What only matters to who writes it again is left out. */
const notes = ["tag", "anchor", "comment", "commentBefore"] as const;

/** Writes a node with all below it. It must not be nested deeper than calls can be. */
export function writeTape(root: unknown): Tape {
  const tape: unknown[] = [];
  write(root);
  return tape;

  function write(node: unknown): void {
    if (isScalar(node)) {
      open(kinds.scalar, node);
      tape.push(plainValue(node), node.source === node.value ? sameSource : node.source, node.type);
    } else if (isMap(node)) {
      open(kinds.map, node);
      tape.push(node.flow, node.items.length);
      for (const { key, value } of node.items) {
        write(key);
        write(value);
      }
    } else if (isSeq(node)) {
      open(kinds.list, node);
      tape.push(node.flow, node.items.length);
      for (const item of node.items) write(item);
    } else if (isAlias(node)) {
      open(kinds.alias, node);
      tape.push(node.source);
    } else tape.push(kinds.nothing);
  }

  function open(kind: number, node: Node): void {
    const [start, valueEnd, end] = node.range ?? [];
    tape.push(kind, start, valueEnd, end);
    const noted: Partial<Record<string, unknown>> = node as never;
    const values = notes.map((note) => noted[note]);
    tape.push(values.every((value) => value === undefined) ? undefined : values);
  }
}

/** The merge key of YAML 1.1 is a symbol to its parser, and a text to that of YAML 1.2. */
function plainValue({ value }: Scalar): unknown {
  return typeof value === "symbol" ? value.description : value;
}

/** Stands for the source of a scalar that is its value. */
const sameSource = true;

/** A map or list that is not yet complete. */
interface Open {
  readonly node: YAMLMap | YAMLSeq;
  left: number;
  /** Of a map, the key whose value comes next. */
  key: Node | null | undefined;
}

/** Makes nodes of a tape again, so many at a time. */
export interface TapeReader {
  /** Reads at most so many nodes; false when all are read. */
  read(nodes: number): boolean;
  /** The first node, and in it all that was read. */
  root(): Node | null;
}

export function createTapeReader(tape: Tape): TapeReader {
  let at = 0;
  let root: Node | null = null;
  const open: Open[] = [];
  // Written by `writeTape`, which the types of its values cannot say.
  const take = <Value>(): Value => tape[at++] as Value;

  function readNode(): void {
    const kind = take<number>();
    if (kind === kinds.nothing) {
      place(null);
      return;
    }
    const range = [take(), take(), take()];
    const noted = take<readonly unknown[] | undefined>();
    const [node, children] = create(kind);
    if (range[0] !== undefined) node.range = range as unknown as Range;
    noted?.forEach((value, index) => {
      if (value !== undefined) Object.assign(node, { [notes[index] ?? ""]: value });
    });
    place(node);
    if (children > 0) open.push({ node: node as YAMLMap | YAMLSeq, left: children, key: undefined });
  }

  function create(kind: number): readonly [Node, number] {
    if (kind === kinds.alias) return [new Alias(take<string>()), 0];
    if (kind === kinds.scalar) {
      const scalar = new Scalar(take<unknown>());
      const source = take<string | typeof sameSource | undefined>();
      if (source !== undefined) scalar.source = source === sameSource ? String(scalar.value) : source;
      const type = take<Scalar.Type | undefined>();
      if (type !== undefined) scalar.type = type;
      return [scalar, 0];
    }
    const node = kind === kinds.map ? new YAMLMap() : new YAMLSeq();
    const flow = take<boolean | undefined>();
    if (flow !== undefined) node.flow = flow;
    return [node, take<number>()];
  }

  function place(node: Node | null): void {
    const parent = open.at(-1);
    if (parent === undefined) {
      root = node;
      return;
    }
    if (parent.node instanceof YAMLSeq) parent.node.items.push(node);
    else if (parent.key === undefined) {
      parent.key = node;
      return;
    } else {
      parent.node.items.push(new Pair(parent.key, node));
      parent.key = undefined;
    }
    parent.left -= 1;
    if (parent.left === 0) open.pop();
  }

  return {
    read(nodes) {
      for (let left = nodes; left > 0 && at < tape.length; left -= 1) readNode();
      return at < tape.length;
    },
    root: () => root,
  };
}
