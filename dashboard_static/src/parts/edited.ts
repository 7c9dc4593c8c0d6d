/** A thing that is edited while others may edit it, too. */
import { useState } from "preact/hooks";
import { ApiError } from "../api";

const OVERTAKEN =
  "Somebody else has changed it meanwhile. What you did not touch is shown as it is now, and what you typed is kept: save again to put it in place of theirs.";

/** The thing as it was read last, null for a new one, and how it is saved: one that is of another version by now is read again and not changed. */
export function useEdited<Thing>(opened: Thing, readAgain: () => Promise<Thing>) {
  const [base, setBase] = useState(opened);
  const save = async <Answer>(put: (base: Thing) => Promise<Answer>): Promise<Answer> => {
    try {
      return await put(base);
    } catch (error) {
      const isOvertaken = base !== null && error instanceof ApiError && error.code === "conflict" && error.field === null;
      if (!isOvertaken) throw error;
      setBase(await readAgain());
      throw new ApiError(error.status, error.code, OVERTAKEN);
    }
  };
  return { base, save };
}
