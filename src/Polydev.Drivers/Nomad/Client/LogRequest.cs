namespace Polydev.Drivers.Nomad.Client;

/// <summary>Which part of which log.</summary>
/// <param name="Allocation">The allocation.</param>
/// <param name="Task">The task.</param>
/// <param name="Errors">Whether what it wrote to its errors.</param>
public sealed record LogRequest(string Allocation, string Task, bool Errors)
{
    /// <summary>Whether to wait for more.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether signs of life are told too, as frames without data; the agent gives one each second while it follows.</summary>
    public bool SignsOfLife { get; init; }

    /// <summary>Where to begin, in bytes; null for the beginning.</summary>
    public long? Offset { get; init; }

    /// <summary>Whether <see cref="Offset"/> counts back from the end.</summary>
    public bool FromEnd { get; init; }
}
