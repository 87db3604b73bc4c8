using System.Runtime.InteropServices;

namespace Polydev.Drivers.Docker.Images;

/// <summary>What an image says of itself and how a container of it starts.</summary>
public sealed record ImageSpec
{
    /// <summary>Names it gets, for example <c>polydev-runtime:0.1.0</c>.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The time of the sources, which is also that of every file in it.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Architecture in the words of the OCI image specification: <c>amd64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Program and first arguments.</summary>
    public required IReadOnlyList<string> Entrypoint { get; init; }

    /// <summary>Environment of every container.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>User and group, as numbers.</summary>
    public required string User { get; init; }

    /// <summary>The architecture of this machine.</summary>
    public static string OwnArchitecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The image of the workers.</summary>
    public static ImageSpec OfRuntime(RuntimeSource source) => new()
    {
        Tags = [RuntimeImage.Reference(source.Version), RuntimeImage.Latest],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RuntimeImage.MarkLabel] = RuntimeImage.MarkValue,
            [RuntimeImage.VersionLabel] = source.Version,
            [RuntimeImage.RevisionLabel] = source.Revision,
            ["org.opencontainers.image.title"] = "Polydev runtime",
            ["org.opencontainers.image.description"] = "The worker of Polydev and what it needs, and nothing else",
        },
        Created = source.Time,
        Architecture = OwnArchitecture,
        Entrypoint = [RuntimeImage.Worker],
        Environment = RuntimeContents.Environment,
        User = RuntimeImage.User,
    };
}
