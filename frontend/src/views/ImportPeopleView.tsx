import { ImportPage } from "./ImportPage";

export default function ImportPeopleView() {
  return <ImportPage what="people" />;
}
