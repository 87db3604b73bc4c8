using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Controller.Storage;

/// <summary>Opens storage before everything that needs it, and closes it after: registered first, it is stopped last.</summary>
internal sealed class StorageHost(
    StorageStartup startup, EventJournal journal, WalCheckpointer checkpointer, DataDirectory directory, IDbContextFactory<PolydevDbContext> contexts)
    : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await startup.OpenAsync(cancellationToken);
        checkpointer.Start();
        journal.Start(checkpointer);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await checkpointer.StopAsync();
        await journal.StopAsync(cancellationToken);
        // Pooled connections would keep the log file beside the database after its owner is gone.
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        }

        checkpointer.Dispose();
        directory.Dispose();
    }
}
