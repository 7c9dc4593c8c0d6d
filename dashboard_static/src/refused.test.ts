import { describe, expect, test } from "vitest";
import { faultOf, restOf } from "./refused";

const refused = (field: string | null, message: string) => ({ field, message });

describe("what is wrong with a field", () => {
  test.each([
    ["url", "url: expected an https:// URL", "Expected an https:// URL"],
    ["recipients[1]", "recipients[1]: expected a mail address", "Number 2: expected a mail address"],
    ["headers.X-Team", "headers.X-Team: expected a text", "X-Team: expected a text"],
    ["name", "There is one of that name already.", "There is one of that name already."],
  ])("%s", (field, message, words) => {
    const name = field.split(/[.[]/)[0] ?? "";

    expect(faultOf(refused(field, message), name)).toBe(words);
  });
});

test("a field is not at fault for another whose name begins like its own", () => {
  expect(faultOf(refused("channels", "channels: expected a list"), "channel")).toBeNull();
  expect(faultOf(refused(null, "no connection"), "channel")).toBeNull();
  expect(faultOf(null, "channel")).toBeNull();
});

test("what no field of the form is at fault for is said for all of it", () => {
  const sender = refused("from_address", "from_address: expected another");

  expect(restOf(sender, ["name", "recipients"])).toBe("from_address: expected another");
  expect(restOf(sender, ["from_address"])).toBeNull();
  expect(restOf(refused(null, "no connection"), ["name"])).toBe("no connection");
  expect(restOf(null, ["name"])).toBeNull();
});
