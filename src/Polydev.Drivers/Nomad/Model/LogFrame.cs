namespace Polydev.Drivers.Nomad.Model;

/// <summary>A piece of a log; without data it is a sign of life.</summary>
public sealed record LogFrame
{
    /// <summary>File it is from.</summary>
    public string? File { get; init; }

    /// <summary>Offset of its end, in bytes.</summary>
    public long Offset { get; init; }

    /// <summary>The piece.</summary>
    public byte[]? Data { get; init; }

    /// <summary>What happened to the file, for example <c>file truncated</c>.</summary>
    public string? FileEvent { get; init; }
}
