import { Modal, type ModalProps } from "@mantine/core";
import { useDoors } from "../state/doors";
import { useSecondAsked } from "../state/second";
import { NoScans } from "./NoScans";

/**
 * A dialog has the keyboard and the reader for itself: what is scanned goes to a field of it that asked for scans, or
 * nowhere, and never to the page behind it. Its content is built anew each time it opens, so `children` may be null
 * while it is shut.
 */
export function Dialog(props: Pick<ModalProps, "opened" | "title" | "size" | "onClose" | "children">) {
  const { second } = useDoors();
  // A second person's password is asked for above it: Esc gives that up, and nothing of what was typed here.
  const covered = useSecondAsked(second) !== null;
  return (
    <>
      {props.opened ? <NoScans /> : null}
      <Modal {...props} closeOnEscape={!covered} />
    </>
  );
}
