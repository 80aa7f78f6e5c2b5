import type { CSSProperties, ReactNode } from "react";
import classes from "./Page.module.css";

/** The inside of a page: "scroll" grows and scrolls, "fixed" fills the window and scrolls inside (tables, the counter). */
export function Page({
  children,
  fill = "scroll",
  width,
  style,
}: {
  readonly children: ReactNode;
  readonly fill?: "scroll" | "fixed";
  /** The widest a page of text or forms should get, in px. */
  readonly width?: number;
  readonly style?: CSSProperties;
}) {
  return (
    <div className={classes.page} data-fill={fill} style={style}>
      <div className={classes.inner} style={width ? { maxWidth: width } : undefined}>
        {children}
      </div>
    </div>
  );
}

/** A white block on the page. */
export function Card({ children, pad = true }: { readonly children: ReactNode; readonly pad?: boolean }) {
  return (
    <div className={classes.card} data-pad={pad || undefined}>
      {children}
    </div>
  );
}
