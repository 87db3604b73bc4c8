namespace Polydev.Cli.Doctor;

/// <summary>Looks at the version of bubblewrap, which builds the walls of process workers.</summary>
internal static class BubblewrapCheck
{
    private const string Name = "bubblewrap";

    // What Debian 11 has: it knows all the options that workers are started with.
    private static readonly Version s_least = new(0, 4, 1);

    /// <summary>Runs it.</summary>
    public static async Task<Check> RunAsync(CancellationToken cancellationToken) => Judge(await Programs.FirstLineAsync("/", "bwrap", ["--version"], cancellationToken));

    /// <summary>Judges what <c>bwrap --version</c> says.</summary>
    /// <param name="said">Its first line; null when there is none.</param>
    public static Check Judge(string? said)
    {
        if (said is null)
        {
            return Check.Warn(Name, "not installed", "Process workers share files and network with this user without it. Debian: apt-get install bubblewrap.");
        }

        return Version.TryParse(said.Split(' ')[^1], out var version) && version >= s_least
            ? Check.Ok(Name, version.ToString())
            : Check.Warn(Name, said, $"Workers are started with options that {s_least} has: update it.");
    }
}
