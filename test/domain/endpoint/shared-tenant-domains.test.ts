import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderSharedTenantDomains } from "../../../script/shared-tenant-domains.ts";

test("the list is that of the pinned Public Suffix List", () => {
  const file = new URL("../../../src/domain/endpoint/shared-tenant-domains.json", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(renderSharedTenantDomains());
});
