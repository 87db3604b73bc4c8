using System.Diagnostics.CodeAnalysis;
using Polydev.Sockets;

namespace Polydev.Egress.Upstream;

/// <summary>What came of opening a connection: a connected socket, or why there is none.</summary>
public sealed record UpstreamResult
{
    private UpstreamResult(LoopSocket? socket, UpstreamError? error, string? reason) => (Socket, Error, Reason) = (socket, error, reason);

    /// <summary>The connection, now the caller's; null on failure.</summary>
    public LoopSocket? Socket { get; }

    /// <summary>The kind of failure; null on success.</summary>
    public UpstreamError? Error { get; }

    /// <summary>One line for the operator; null on success.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a connection.</summary>
    [MemberNotNullWhen(true, nameof(Socket))]
    [MemberNotNullWhen(false, nameof(Error), nameof(Reason))]
    public bool Connected => Socket is not null;

    /// <summary>There is one.</summary>
    public static UpstreamResult Open(LoopSocket socket) => new(socket, null, null);

    /// <summary>There is none.</summary>
    public static UpstreamResult Failed(UpstreamError error, string reason) => new(null, error, reason);
}
