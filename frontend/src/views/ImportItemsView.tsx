import { ImportPage } from "./ImportPage";

export default function ImportItemsView() {
  return <ImportPage what="items" />;
}
