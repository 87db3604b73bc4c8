namespace Polydev.Drivers.Native;

/// <summary>A program to start: nothing of the controller's own environment, descriptors or signal handling goes with it.</summary>
internal sealed record SpawnRequest
{
    /// <summary>Absolute path of the program and what it is told; the first is the program.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Directory it starts in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Descriptor that becomes its standard output and error.</summary>
    public required int Output { get; init; }
}
