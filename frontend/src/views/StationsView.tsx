import { Stations } from "../features/stations/Stations";
import { Page } from "../ui/Page";

export default function StationsView() {
  return (
    <Page width={1300}>
      <Stations />
    </Page>
  );
}
