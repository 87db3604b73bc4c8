using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers.Docker;

namespace Polydev.Cli.Hosting;

/// <summary>How workers come to exist on this machine, and why so: in containers where an engine and our image are there, else as processes.</summary>
/// <param name="Driver"><c>docker</c> or <c>process</c>.</param>
/// <param name="Why">Why not containers; null when they are, or when the operator chose.</param>
internal sealed record DriverChoice(string Driver, string? Why = null)
{
    /// <summary>Name of the driver of processes.</summary>
    public const string Process = "process";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Chooses.</summary>
    /// <param name="wanted">What the operator asked for; null to look.</param>
    /// <param name="docker">How containers would be started.</param>
    /// <param name="dockerHost">Value of <c>DOCKER_HOST</c>, which may name an engine that is of no use here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DriverChoice> MakeAsync(string? wanted, DockerDriverOptions docker, string? dockerHost, CancellationToken cancellationToken)
    {
        if (wanted is not null)
        {
            return new DriverChoice(wanted);
        }

        if (DockerDriverOptions.SocketFrom(dockerHost) is null)
        {
            return new DriverChoice(Process, $"DOCKER_HOST names {dockerHost}, but workers need an engine of this machine, at a Unix socket");
        }

        docker.StartTimeout = Patience;
        await using var driver = new DockerDriver(docker, TimeProvider.System, NullLogger<DockerDriver>.Instance);
        var probe = await driver.ProbeAsync(cancellationToken);
        return probe.Usable ? new DriverChoice(DockerDriver.DriverName) : new DriverChoice(Process, probe.Message);
    }
}
