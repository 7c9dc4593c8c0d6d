import { beforeEach, describe, expect, test } from "vitest";
import { areShortcutsOn, isHelpOpen, onKey, switchShortcuts } from "./shortcuts";

let now = 0;

function press(key: string, over: Partial<KeyboardEvent> = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, cancelable: true });
  Object.defineProperties(event, {
    target: { value: document.activeElement },
    timeStamp: { value: (now += 100) },
    ...Object.fromEntries(Object.entries(over).map(([name, value]) => [name, { value }])),
  });
  onKey(event);
  return event.defaultPrevented;
}

beforeEach(() => {
  now += 10_000;
  location.hash = "#/nowhere";
  isHelpOpen.value = false;
  switchShortcuts(true);
  document.body.innerHTML =
    '<ul><li data-client="a"><a href="#a">A</a><a href="#x">other</a></li><li data-client="b"><a href="#b">B</a></li></ul><input>';
});

describe("g and a letter lead to a page", () => {
  test.each([
    ["o", "#/"],
    ["c", "#/clients"],
    ["i", "#/incidents"],
    ["r", "#/reports"],
    ["s", "#/settings"],
  ])("%s", (letter, hash) => {
    press("g");
    expect(press(letter)).toBe(true);

    expect(location.hash).toBe(hash);
  });

  test("but not a while later, nor without it", () => {
    press("g");
    now += 1_500;
    press("i");
    press("r");

    expect(location.hash).toBe("#/nowhere");
  });
});

test("j and k go through the rows and stop at the ends", () => {
  const places = ["k", "k", "j", "j", "k"].map((key) => {
    press(key);
    return document.activeElement?.textContent;
  });

  expect(places).toEqual(["A", "A", "B", "B", "A"]);
});

test("keys that are typed or pressed with others are left alone", () => {
  expect(press("?", { ctrlKey: true })).toBe(false);
  document.querySelector("input")?.focus();
  expect(press("?")).toBe(false);

  expect(isHelpOpen.value).toBe(false);
});

test("they can be switched off, and that is remembered", () => {
  switchShortcuts(false);

  expect(press("?")).toBe(false);
  expect(areShortcutsOn.value).toBe(false);
  expect(localStorage.getItem("shortcuts")).toBe("off");
});
