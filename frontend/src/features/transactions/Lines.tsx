import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Transaction, TransactionLine } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { Mono } from "../../ui/Mono";
import { RecordLink } from "../../ui/RecordLink";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./Transactions.module.css";

/** What stands on a receipt, line by line; of a Take also what of it is back. */
export function Lines({ tx }: { readonly tx: Transaction }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.lines}>
      {tx.lines.map((line) => (
        <li key={line.itemId}>
          <div className={classes.lineHead}>
            <RecordLink to={`/items/${line.itemId}`} strong>
              {itemName(line)}
            </RecordLink>
            <Text size="sm" className="figures" style={{ whiteSpace: "nowrap" }}>
              {line.magazines + line.rounds > 0
                ? t("transactions.lines.load", { magazines: line.magazines, rounds: line.rounds })
                : null}
            </Text>
          </div>
          <div className={classes.lineHead}>
            <Text size="xs" c="dimmed">
              <Mono size="xs">SN {line.serial}</Mono>
              {line.condition
                ? ` · ${t(`condition.${line.condition}`, { defaultValue: line.condition })}`
                : ""}
              {line.holder ? ` · ${t("transactions.lines.wasWith", { person: line.holder })}` : ""}
            </Text>
            {tx.action === "Take" ? <Back line={line} /> : null}
          </div>
          {line.stock.length > 0 ? (
            <ul className={classes.stock} aria-label={t("transactions.lines.stock")}>
              {line.stock.map((q) => (
                <li key={q.stockId}>
                  <span className="figures">{q.quantity.toLocaleString()}</span>
                  <RecordLink to={`/stock/${q.stockId}`}>{q.name}</RecordLink>
                </li>
              ))}
            </ul>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Back({ line }: { readonly line: TransactionLine }) {
  const { t } = useTranslation();
  if (line.out) {
    return (
      <Text size="xs" fw={600}>
        {t("transactions.lines.out")}
      </Text>
    );
  }
  if (line.convertedTo !== "") {
    return (
      <Text size="xs" className={classes.back}>
        {t("transactions.lines.moved")}{" "}
        <RecordLink to={`/transactions/${line.convertedTo}`}>{line.convertedNo}</RecordLink>
      </Text>
    );
  }
  return line.returnedAt === "" ? null : (
    <Text size="xs" className={classes.back}>
      {t("transactions.lines.back")} <RelativeTime time={line.returnedAt} />
    </Text>
  );
}
