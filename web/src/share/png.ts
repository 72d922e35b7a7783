/** An SVG as pixels. Through an <img> with a data: address, which the strictest policy that the page works under allows. */

/** Pixels a side: beyond it browsers give an empty picture, without a word. */
const kMost = 8192;

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** `scale`: pixels a unit of the drawing; less where the picture would be larger than a browser draws. */
export async function toPng(svg: string, scale: number): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const most = Math.min(scale, kMost / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * most));
  canvas.height = Math.max(1, Math.round(height * most));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`this browser draws no picture of ${canvas.width} × ${canvas.height} pixels`);
  return blob;
}
