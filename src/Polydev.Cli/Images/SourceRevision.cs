using System.Globalization;
using System.Reflection;
using Polydev.Cli.Doctor;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Cli.Images;

/// <summary>Finds out which sources an image is built from: in a clone git knows, else what this program was built from.</summary>
internal static class SourceRevision
{
    private const string Unknown = "unknown";

    /// <summary>The sources. A change elsewhere in the repository changes nothing of this, and so not the image.</summary>
    /// <param name="repository">Root of the source tree; null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RuntimeSource> FindAsync(string? repository, CancellationToken cancellationToken)
    {
        if (repository is not null && await GitAsync(repository, ["log", "-1", "--format=%H %ct", "--", .. RuntimeSource.Paths], cancellationToken) is { } line
            && line.Split(' ') is [{ Length: 40 } revision, var seconds] && long.TryParse(seconds, CultureInfo.InvariantCulture, out var time))
        {
            var modified = await GitAsync(repository, ["status", "--porcelain", "--", .. RuntimeSource.Paths], cancellationToken) is not "";
            return new RuntimeSource(RuntimeImage.OwnVersion, modified ? revision + "-modified" : revision, DateTimeOffset.FromUnixTimeSeconds(time));
        }

        var built = typeof(SourceRevision).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+');
        return new RuntimeSource(RuntimeImage.OwnVersion, built is [_, { Length: 40 } own] ? own : Unknown, DateTimeOffset.UnixEpoch);
    }

    private static Task<string?> GitAsync(string repository, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Programs.FirstLineAsync(repository, "git", arguments, cancellationToken);
}
