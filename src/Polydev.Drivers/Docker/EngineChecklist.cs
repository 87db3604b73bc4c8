using Docker.DotNet.Models;

namespace Polydev.Drivers.Docker;

/// <summary>What an operator should know of an engine before trusting it with workers: its versions, and what happens when it restarts.</summary>
/// <param name="Versions">What it is, for example <c>Docker 20.10.24, API 1.41, runc 1.1.5</c>.</param>
/// <param name="TooOld">What to do when it is too old; null when it is not.</param>
/// <param name="LiveRestore">Whether containers outlive a restart of it.</param>
public sealed record EngineChecklist(string Versions, string? TooOld, bool LiveRestore)
{
    /// <summary>Workers have a cgroup namespace of their own, which engines know from API 1.41 (Docker 20.10) on.</summary>
    private static readonly System.Version s_leastApi = new(1, 41);

    /// <summary>Asks an engine.</summary>
    /// <param name="socket">Path of its Unix socket.</param>
    /// <param name="patience">How long it may take to answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it does not answer.</returns>
    public static async Task<EngineChecklist?> AskAsync(string socket, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = EngineClient.For(socket);
        using var limit = new Patience(patience, time, cancellationToken);
        try
        {
            return Of(await client.System.GetVersionAsync(limit.Token), await client.System.GetSystemInfoAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (EngineFault.Of(e, socket, "") is not null)
        {
            return null;
        }
    }

    private static EngineChecklist Of(VersionResponse version, SystemInfoResponse info)
    {
        var parts = (version.Components ?? []).Select(c => $"{c.Name} {c.Version}").DefaultIfEmpty("engine " + version.Version);
        var old = System.Version.TryParse(version.APIVersion, out var api) && api < s_leastApi;
        return new EngineChecklist(
            $"{string.Join(", ", parts)}, API {version.APIVersion}",
            old ? $"workers need API {s_leastApi}, which Docker 20.10 has: update the engine" : null,
            info.LiveRestoreEnabled);
    }
}
