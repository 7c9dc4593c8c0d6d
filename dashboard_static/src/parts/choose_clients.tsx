/** Boxes that choose a client, or all on a page. */
import type { ClientRow } from "../answers";
import { choose, chosen } from "../chosen";
import { Choice } from "./choice";

export function Choose({ row }: { row: ClientRow }) {
  const id = row.client_id;
  return <Choice label={`Select ${row.client_name}`} isChosen={chosen.value.has(id)} onChoose={(isChosen) => choose([id], isChosen)} />;
}

export function ChooseAll({ rows }: { rows: readonly ClientRow[] }) {
  const ids = rows.map((row) => row.client_id);
  const some = ids.filter((id) => chosen.value.has(id)).length;
  const isChosen = some === 0 ? false : some === ids.length || null;
  return <Choice label="Select all on this page" isChosen={isChosen} onChoose={(isOn) => choose(ids, isOn)} />;
}
