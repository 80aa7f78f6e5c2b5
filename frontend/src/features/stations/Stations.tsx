import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MapPin, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { Card } from "../../ui/Page";
import { PageHead } from "../../ui/PageHead";
import { Shown } from "../../ui/Waiting";
import { Invite } from "./Invite";
import { LanNotes } from "./LanNotes";
import { LanPicture } from "./LanPicture";
import { AddressForm } from "./StationForms";
import { StationTable } from "./StationTable";

/** The site's PCs: how they are connected, and who may be one of them. */
export function Stations() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [dialog, setDialog] = useState<"invite" | "address" | null>(null);
  const query = useQuery({ queryKey: ["stations", "lan"], queryFn: api.stations.lan });
  const close = () => setDialog(null);
  return (
    <>
      <PageHead title={t("nav.stations")} lead={t("stations.lead")}>
        {can("station.edit") ? (
          <Button
            variant="default"
            leftSection={<MapPin size={16} aria-hidden />}
            onClick={() => setDialog("address")}
          >
            {t("stations.addAddress")}
          </Button>
        ) : null}
        {can("station.enrol") ? (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setDialog("invite")}>
            {t("stations.invite")}
          </Button>
        ) : null}
      </PageHead>
      <Shown query={query}>
        {(lan) => (
          <>
            <LanNotes lan={lan} />
            <Stack gap="md">
              <Card>
                <LanPicture lan={lan} />
              </Card>
              <StationTable stations={lan.stations} />
            </Stack>
          </>
        )}
      </Shown>
      <Dialog opened={dialog === "invite"} title={t("stations.inviteTitle")} size="md" onClose={close}>
        {dialog === "invite" ? <Invite onDone={close} /> : null}
      </Dialog>
      <Dialog opened={dialog === "address"} title={t("stations.addAddress")} size="md" onClose={close}>
        {dialog === "address" ? <AddressForm onDone={close} /> : null}
      </Dialog>
    </>
  );
}
