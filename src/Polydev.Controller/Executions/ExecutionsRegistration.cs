using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Executions;

/// <summary>Puts the room of executions together.</summary>
internal static class ExecutionsRegistration
{
    /// <summary>Adds its services.</summary>
    public static IServiceCollection AddExecutions(this IServiceCollection services) => services
        .AddSingleton<ExecutionPlanner>()
        .AddSingleton<AdmissionQueue>()
        .AddSingleton<RateGate>()
        .AddSingleton<ExecutionMeters>()
        .AddSingleton<ExecutionEnvironment>()
        .AddSingleton<ExecutionDirectory>()
        .AddSingleton<ExecutionRunner>()
        .AddSingleton<ExecutionGates>()
        .AddSingleton<ExecutionIntake>()
        .AddSingleton<ExecutionArchive>()
        .AddSingleton<EventStream>()
        .AddSingleton<ExecutionRecovery>()
        .AddSingleton<IAttemptRecovery>(p => p.GetRequiredService<ExecutionRecovery>())
        .AddHostedService(p => p.GetRequiredService<ExecutionRecovery>())
        .AddSingleton<SseHeartbeat>()
        .AddHostedService(p => p.GetRequiredService<SseHeartbeat>())
        .AddHostedService<ExecutionSweeper>();
}
