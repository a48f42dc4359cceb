/** REST calls of the room's page: JSON in and out, the CSRF token, one kind of error. */

export class ApiError extends Error {
  constructor(
    /** 0: the server could not be reached. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds: number | null = null,
    /** What is wrong with each field of the form. */
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
  ) {
    super(message);
  }
}

/** The most exact words for what went wrong: those about a field before those about the whole. */
export function describeProblem(error: unknown): string {
  const exact = error instanceof ApiError ? Object.values(error.errors)[0]?.[0] : undefined;
  return exact ?? (error instanceof Error ? error.message : "That did not work. Try again.");
}

export function csrfToken(cookies: string = document.cookie): string {
  const match = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(cookies);
  return match?.[1] ? decodeURIComponent(match[1]) : "";
}

async function request(method: string, path: string, body?: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "GET" ? {} : { "X-CSRFToken": csrfToken() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, "unreachable", "The server cannot be reached. Check your connection and try again.");
  }
  const data: unknown = await response.json().catch(() => null);
  if (response.ok) return data;
  const problem = (data ?? {}) as { code?: string; message?: string; errors?: Record<string, string[]> };
  const retryAfter = Number(response.headers.get("Retry-After"));
  throw new ApiError(
    response.status,
    problem.code ?? `http_${response.status}`,
    problem.message ?? "Something went wrong on our side. Try again in a moment.",
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    problem.errors,
  );
}

export const api = {
  get: (path: string) => request("GET", path),
  post: (path: string, body?: unknown) => request("POST", path, body ?? {}),
  put: (path: string, body: unknown) => request("PUT", path, body),
  delete: (path: string) => request("DELETE", path),
  patch: (path: string, body: unknown) => request("PATCH", path, body),
};

/** Is this browser still signed in? Renews the access token once when it has run out. Throws when the server is away. */
export async function checkSignedIn(): Promise<boolean> {
  try {
    await api.get("/api/auth/check");
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return renewSignIn();
  }
}

export async function renewSignIn(): Promise<boolean> {
  try {
    await api.post("/api/auth/refresh-token");
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) return false;
    throw error;
  }
}
