/** The longest side in pixels of a photo that is sent; the station makes it smaller still. */
const longest = 960;
/** The worst picture of that size is then 0.8 MB in base64: a request has at most 1 MiB. */
const quality = 0.8;

/** Makes photos small on a canvas. Tests take its place: there is no canvas without a browser. */
export const darkroom = {
  /** A chosen file as a JPEG picture in base64, upright; rejects when it is no picture. */
  async fromFile(file: Blob): Promise<string> {
    const picture = await createImageBitmap(file);
    try {
      return small(picture, picture.width, picture.height);
    } finally {
      picture.close();
    }
  },

  /** What the camera shows at this moment as a JPEG picture in base64. */
  async fromCamera(video: HTMLVideoElement): Promise<string> {
    return small(video, video.videoWidth, video.videoHeight);
  },
};

/** The size in pixels that a picture of this size is sent in. */
export function sentSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  const side = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}

function small(picture: CanvasImageSource, width: number, height: number): string {
  const canvas = Object.assign(document.createElement("canvas"), sentSize(width, height));
  const on = canvas.getContext("2d");
  if (!on) throw new Error("no canvas");
  // What is clear in a PNG is white on paper.
  on.fillStyle = "#ffffff";
  on.fillRect(0, 0, canvas.width, canvas.height);
  on.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const address = canvas.toDataURL("image/jpeg", quality);
  return address.slice(address.indexOf(",") + 1);
}
