using System.Net;

namespace Polydev.Simulator;

/// <summary>How a simulator is started.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Port for plain HTTP; 0 takes a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>Port for HTTPS; 0 takes a free one, null leaves HTTPS off.</summary>
    public int? HttpsPort { get; init; }

    /// <summary>The address to listen on.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Names besides <c>localhost</c> and the loopback addresses that the HTTPS certificate is good for.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Makes ids and filler words: the same seed and the same calls give the same bytes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The answer of every model without a script of its own; null for a short friendly text.</summary>
    public SimulatedReply? DefaultReply { get; init; }

    /// <summary>Scripted answers by model name; they win over the built-in names.</summary>
    public IReadOnlyDictionary<string, SimulatedReply> Replies { get; init; } = new Dictionary<string, SimulatedReply>(StringComparer.Ordinal);

    /// <summary>Pieces per second of every answer that does not say otherwise; null sends all at once.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Where <c>fixture-…</c> models find their files; null leaves them off.</summary>
    public string? FixtureDirectory { get; init; }

    /// <summary>How many of the last requests are remembered.</summary>
    public int RememberedRequests { get; init; } = 256;

    /// <summary>The clock of rates and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
