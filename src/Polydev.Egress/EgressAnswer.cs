using System.Text;

namespace Polydev.Egress;

/// <summary>An answer of the gateway itself: a status, a one-word outcome for the metrics, and a line that says why.</summary>
/// <param name="Status">HTTP status with its phrase.</param>
/// <param name="Outcome">Value of the metrics' <c>outcome</c>.</param>
/// <param name="Reason">One line for whoever reads it; no secrets.</param>
/// <param name="Field">A header field more; null for none.</param>
internal sealed record EgressAnswer(string Status, string Outcome, string Reason, string? Field = null)
{
    /// <summary>The tunnel is open; what follows is the target's.</summary>
    public static ReadOnlyMemory<byte> Established { get; } = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    public static EgressAnswer Malformed { get; } = new("400 Bad Request", "malformed", "the request is not CONNECT host:port over HTTP/1.1");

    public static EgressAnswer OtherMethod { get; } = new("405 Method Not Allowed", "other_method", "the gateway opens tunnels only: use CONNECT host:port", "Allow: CONNECT");

    public static EgressAnswer TooLong { get; } = new("431 Request Header Fields Too Large", "too_long", "the head of the request is longer than 16 KB");

    public static EgressAnswer TooSlow { get; } = new("408 Request Timeout", "too_slow", "the head of the request did not arrive in time");

    public static EgressAnswer NoToken { get; } =
        new("407 Proxy Authentication Required", "no_token", "a valid egress token is needed: Proxy-Authorization: Bearer", "Proxy-Authenticate: Bearer");

    public static EgressAnswer Denied(string host, int port) =>
        new("403 Forbidden", "denied", $"{host}:{port} is not on this node's egress list");

    public static EgressAnswer TooMany(int limit) =>
        new("503 Service Unavailable", "too_many", $"the tenant already has {limit} tunnels open on this node", "Retry-After: 1");

    public static EgressAnswer Failed(Upstream.UpstreamError error, string reason) => error switch
    {
        Upstream.UpstreamError.Denied => new("403 Forbidden", "denied_address", reason),
        Upstream.UpstreamError.TimedOut => new("504 Gateway Timeout", "timed_out", reason),
        _ => new("502 Bad Gateway", "unreachable", reason),
    };

    /// <summary>As it goes over the socket.</summary>
    public byte[] ToBytes()
    {
        var extra = Field is null ? "" : Field + "\r\n";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {Status}\r\nX-Egress-Error: {Reason}\r\n{extra}Content-Type: text/plain\r\nContent-Length: {Reason.Length + 1}\r\nConnection: close\r\n\r\n{Reason}\n");
    }
}
