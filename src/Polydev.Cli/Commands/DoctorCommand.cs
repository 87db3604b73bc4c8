using System.CommandLine;
using Polydev.Cli.Doctor;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev doctor</c>: looks at everything the product needs, and says what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => host.Command(
        "doctor", "Check the machine, the data directory, the cluster and the controller; exit 1 when something does not work", RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        List<Check> checks =
        [
            .. await MachineChecks.RunAsync(cancellationToken),
            .. await EngineChecks.RunAsync(context.Shell.Variable("DOCKER_HOST"), cancellationToken),
            .. DataChecks.Run(context.DataDirectoryOrNull),
            .. await ClusterChecks.RunAsync(context.Shell.Variable, context.Shell.Time, cancellationToken),
            .. await ControllerChecks.RunAsync(client, cancellationToken),
        ];
        return CheckReport.Show(context.Shell, context.Json, checks);
    }
}
