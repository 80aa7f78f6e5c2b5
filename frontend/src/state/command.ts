import { useRef } from "react";
import { useApi } from "./doors";

/** The command of a form: the same while its values are, so that what is sent again after no answer came is done once. */
export function useCommand(): (values: unknown) => Promise<string> {
  const api = useApi();
  const last = useRef({ values: "", id: "" });
  return async (values) => {
    const text = JSON.stringify(values);
    if (last.current.values !== text) last.current = { values: text, id: await api.counter.newCommand() };
    return last.current.id;
  };
}
