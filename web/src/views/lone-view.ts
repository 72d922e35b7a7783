/** A view that a page may also use by itself, with no parent that sets what it draws. */
import type { TemplateResult } from 'lit';
import { View } from './view.ts';

export abstract class LoneView extends View {
  override render(): TemplateResult {
    return this.draw();
  }

  /** What the view is, without what stands around it when it is alone. */
  protected abstract draw(): TemplateResult;
}
