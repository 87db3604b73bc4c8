namespace Polydev.Drivers.Nomad.Model;

/// <summary>A file of an allocation.</summary>
public sealed record FileEntry
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDir { get; init; }

    /// <summary>Size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Rights, as <c>ls</c> shows them.</summary>
    public string? FileMode { get; init; }

    /// <summary>When it changed.</summary>
    public DateTimeOffset? ModTime { get; init; }

    /// <summary>What it seems to be.</summary>
    public string? ContentType { get; init; }
}
