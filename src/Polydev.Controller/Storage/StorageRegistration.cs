using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Controller.Storage;

/// <summary>Adds storage: the data directory, the journal that writes it and the stores that read it.</summary>
internal static class StorageRegistration
{
    /// <summary>Adds storage. Call it before every room whose hosted services need it; <see cref="ControllerOptions"/> must be registered.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<StorageStartup>();
        services.AddPooledDbContextFactory<PolydevDbContext>(static (provider, context) =>
        {
            context.UseSqlite("Data Source=" + provider.GetRequiredService<DataDirectory>().Database);
            context.AddInterceptors(NoCheckpointOnCommit.Instance);
            context.ConfigureWarnings(warnings => warnings.Log((Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuted, LogLevel.Debug)));
        });
        services.AddSingleton<JournalMeters>();
        services.TryAddSingleton<WalLimits>();
        services.AddSingleton<WalShortener>();
        services.AddSingleton<WalCheckpointer>();
        services.AddSingleton<Func<JournalConnection>>(static provider =>
        {
            var path = provider.GetRequiredService<DataDirectory>().Database;
            var sync = provider.GetRequiredService<ControllerOptions>().Storage.SyncToDisk;
            return () => new JournalConnection(path, sync);
        });
        services.AddSingleton<EventJournal>();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<JoinTokenStore>();
        services.AddSingleton<NodeCertificateStore>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<ExecutionStore>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<RecoveryStore>();
        services.AddSingleton<Telemetry.IReadinessCheck, StorageReadiness>();
        services.AddSingleton<ExecutionPruning>();
        services.AddHostedService<StorageHost>();
        services.AddHostedService<RetentionPruner>();
        return services;
    }
}
