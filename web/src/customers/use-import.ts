// A file of customers on its way: read, looked at by the server, and taken once a member says so.
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { ApiError, request } from '../api/client';
import type { Import } from '../api/client';
import { renewCustomers } from '../profile/use-save-customer';
import { fileBytesMax } from './customer-file';

// A full file of 200,000 rows takes the server some seconds; a slow line takes longer to send it.
const withinMs = 10 * 60_000;

export interface CustomerFile {
  name: string;
  // Read once, so that what is taken is what was looked at.
  bytes: Blob;
}

export interface Preview {
  file: CustomerFile;
  answer: Import;
}

export function usePreview() {
  return useMutation({
    mutationFn: async (chosen: File): Promise<Preview> => {
      if (chosen.size > fileBytesMax) {
        throw fileError('This file is larger than 32 MB. Split it into several.');
      }
      const file = { name: chosen.name, bytes: await readBytes(chosen) };
      return { file, answer: await send(file, 'no') };
    },
  });
}

export function useImport(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: CustomerFile) => send(file, 'yes'),
    onSuccess: () => void renewCustomers(client, workspaceId),
  });
}

function send({ bytes }: CustomerFile, apply: 'yes' | 'no'): Promise<Import> {
  const path = `/api/v1/import/customers?apply=${apply}`;
  return request<Import>(path, { method: 'POST', file: bytes, withinMs });
}

async function readBytes(file: File): Promise<Blob> {
  try {
    return new Blob([await file.arrayBuffer()], { type: 'text/csv' });
  } catch {
    throw fileError('The browser cannot read this file. It may have been moved, or changed since.');
  }
}

function fileError(message: string): ApiError {
  return new ApiError(message, { status: 400, code: 'file', field: 'file' });
}
