import type { Plugin } from 'vite';

export function precacheList(dist: string): Record<string, string>;
export function writeWorker(dist: string): Promise<void>;
export function offline(): Plugin;
