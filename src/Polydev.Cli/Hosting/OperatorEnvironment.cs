using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Cluster;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Hosting;

/// <summary>What the environment says of the cluster and of the pool, checked whole: one look tells all that is wrong.</summary>
/// <param name="Nomad">How workers are placed on the cluster; null when there is none.</param>
/// <param name="WarmWorkers">Warm workers of the default pool; null when it does not say.</param>
internal sealed record OperatorEnvironment(NomadDriverOptions? Nomad, int? WarmWorkers)
{
    /// <summary>The variable that says there is a cluster.</summary>
    public const string AddressVariable = "NOMAD_ADDR";

    /// <summary>The cluster as the controller looks after it; null when there is none.</summary>
    public ClusterTarget? Target => Nomad is null ? null : TargetOf(Nomad);

    /// <summary>Reads it. There is a cluster where the driver needs one, or where <c>NOMAD_ADDR</c> names one.</summary>
    /// <exception cref="CommandFailure">Something is wrong with it.</exception>
    public static OperatorEnvironment Read(Func<string, string?> variable, MachineOptions machine)
    {
        var faults = new EnvironmentFaults();
        var read = Read(variable, machine, faults);
        faults.ThrowIfAny();
        return read;
    }

    /// <summary>Reads it, and gathers what is wrong.</summary>
    public static OperatorEnvironment Read(Func<string, string?> variable, MachineOptions machine, EnvironmentFaults faults)
    {
        var placesWorkers = machine.Driver == NomadDriver.DriverName;
        var nomad = placesWorkers || variable(AddressVariable) is { Length: > 0 } ? NomadEnvironment.Read(variable, machine, faults) : null;
        return new OperatorEnvironment(nomad, WarmPoolSize.Read(variable, faults));
    }

    /// <summary>Tells a controller's services of the cluster, where there is one.</summary>
    public IServiceCollection AddTo(IServiceCollection services) => Target is { } target ? services.AddSingleton(target) : services;

    /// <summary>The cluster of some options.</summary>
    public static ClusterTarget TargetOf(NomadDriverOptions options) => new()
    {
        Nomad = options.Cluster,
        Defaults = new TemplateDefaults(options.Place, options.Image, "polydev-browser:" + RuntimeImage.OwnVersion),
        MhzPerCore = options.MhzPerCore,
    };
}
