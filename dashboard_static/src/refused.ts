/** What the service refuses, beside the field of a form that it is about. Pure. */
import type { ApiError } from "./api";

type Refused = Pick<ApiError, "message" | "field">;

/** What is wrong with the field: `name` itself, one of its items, or one of its parts; null where nothing is. */
export function faultOf(refused: Refused | null, name: string): string | null {
  const field = refused?.field ?? null;
  if (refused === null || field === null || !isOf(field, name)) return null;
  const said = refused.message.startsWith(`${field}: `) ? refused.message.slice(field.length + 2) : refused.message;
  const words = partWords(field.slice(name.length)) + said;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is said where no field of the form is named; null where one is. */
export function restOf(refused: Refused | null, names: readonly string[]): string | null {
  if (refused === null || names.some((name) => faultOf(refused, name) !== null)) return null;
  return refused.message;
}

function isOf(field: string, name: string): boolean {
  return field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`);
}

/** "[1]" is the second, ".Authorization" that one. */
function partWords(part: string): string {
  const [, position] = /^\[(\d+)\]/.exec(part) ?? [];
  if (position !== undefined) return `number ${Number(position) + 1}: `;
  return part === "" ? "" : `${part.slice(1)}: `;
}
