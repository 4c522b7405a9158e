import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

const folder = fileURLToPath(new URL("../../docs/operations/kubernetes", import.meta.url));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const manifests = readdirSync(folder).flatMap((file) =>
  parseAllDocuments(readFileSync(`${folder}/${file}`, "utf8")).map((document): [string, Manifest] => {
    expect(document.errors).toEqual([]);
    return [file, document.toJS()];
  }),
);

/** Rejects where Kubernetes' schema does not allow a manifest. */
async function validate(manifest: Manifest): Promise<void> {
  const { [manifest.kind]: Model } = await import(
    /* @vite-ignore */ `kubernetes-models/${manifest.apiVersion}`
  );
  new Model(manifest).validate();
}

test.each(
  manifests.map(([file, manifest]) => [file, manifest.kind, manifest.metadata.name, manifest] as const),
)("%s: %s %s is as Kubernetes' schema has it", (_, __, ___, manifest) => validate(manifest));

test("the schema finds a mistake", async () => {
  const [, deployment] = manifests.find(([, { kind }]) => kind === "Deployment") ?? [];
  if (deployment === undefined) throw new Error("no Deployment");
  const text = JSON.stringify(deployment).replace('"path":"/readyz"', '"path":7');
  await expect(validate(JSON.parse(text))).rejects.toThrow(/path/);
});

test("each manifest says that it was never run", () => {
  for (const file of readdirSync(folder))
    expect(readFileSync(`${folder}/${file}`, "utf8").split("\n")[0]).toContain("never run");
});
