using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers.Docker;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at the container engine and our image, and has the engine run the worker once in the walls it would have.</summary>
internal static class EngineChecks
{
    private const string Name = "containers";
    private const string EngineName = "engine";
    private const string RestartName = "engine restart";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs them.</summary>
    /// <param name="dockerHost">Value of <c>DOCKER_HOST</c>; null when it is not set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Check>> RunAsync(string? dockerHost, CancellationToken cancellationToken)
    {
        if (DockerDriverOptions.SocketFrom(dockerHost) is not { } socket)
        {
            return [Check.Warn(Name, $"DOCKER_HOST names {dockerHost}", "Workers need an engine of this machine, at a Unix socket.")];
        }

        var checklist = await EngineChecklist.AskAsync(socket, Patience, TimeProvider.System, cancellationToken);
        return [await WorkersAsync(socket, cancellationToken), .. checklist is null ? [] : Of(checklist)];
    }

    private static async Task<Check> WorkersAsync(string socket, CancellationToken cancellationToken)
    {
        var state = Directory.CreateTempSubdirectory("polydev-doctor-");
        try
        {
            var options = new DockerDriverOptions { EngineSocket = socket, StateDirectory = state.FullName, SocketDirectory = state.FullName, StartTimeout = Patience };
            await using var driver = new DockerDriver(options, TimeProvider.System, NullLogger<DockerDriver>.Instance);
            var probe = await driver.ProbeAsync(cancellationToken);
            if (!probe.Usable)
            {
                return Check.Warn(Name, "none: workers are processes", Sentence(probe.Message!));
            }

            if (await ContainerTrial.RunAsync(options, TimeProvider.System, cancellationToken) is { } why)
            {
                return Check.Fail(Name, $"{probe.Isolation.Mechanism}: {options.Image} does not run", Sentence(why));
            }

            var found = $"{probe.Isolation.Mechanism}, {options.Image} runs; memory: {probe.Isolation.MemoryLimit}, CPU: {probe.Isolation.CpuLimit}";
            return probe.Message is { } remark ? Check.Warn(Name, found, Sentence(remark)) : Check.Ok(Name, found);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static IEnumerable<Check> Of(EngineChecklist checklist)
    {
        yield return checklist.TooOld is { } advice ? Check.Fail(EngineName, checklist.Versions, Sentence(advice)) : Check.Ok(EngineName, checklist.Versions);
        yield return checklist.LiveRestore
            ? Check.Ok(RestartName, "live-restore is on: containers outlive a restart of the engine")
            : Check.Warn(RestartName, "live-restore is off: a restart of the engine ends every worker", "Set \"live-restore\": true in the engine's daemon.json (usually /etc/docker), then have it read that: systemctl reload docker.");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
