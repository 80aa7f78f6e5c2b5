import { Text, UnstyledButton } from "@mantine/core";
import classes from "./Choices.module.css";

export interface Choice {
  readonly id: string;
  readonly title: string;
  /** What follows from it. */
  readonly consequence: string;
}

/** Decisions, each a button with its consequence in words. */
export function Choices<C extends Choice>({
  label,
  choices,
  disabled,
  onChoose,
}: {
  readonly label: string;
  readonly choices: readonly C[];
  readonly disabled: boolean;
  readonly onChoose: (choice: C) => void;
}) {
  return (
    <div role="group" aria-label={label}>
      <Text component="h3" size="xs" fw={600} c="dimmed" mt="md" mb={6}>
        {label}
      </Text>
      <div className={classes.choices}>
        {choices.map((one) => (
          <UnstyledButton
            key={one.id}
            className={classes.choice}
            disabled={disabled}
            onClick={() => onChoose(one)}
          >
            <Text component="span" fw={650} size="sm" display="block">
              {one.title}
            </Text>
            <Text component="span" size="xs" c="dimmed" display="block" mt={2}>
              {one.consequence}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}

/** In the dialog that asks for words: what was chosen. */
export function Chosen({ choice }: { readonly choice: Choice }) {
  return (
    <div className={classes.chosen}>
      <Text fw={650} size="sm">
        {choice.title}
      </Text>
      <Text size="sm">{choice.consequence}</Text>
    </div>
  );
}
