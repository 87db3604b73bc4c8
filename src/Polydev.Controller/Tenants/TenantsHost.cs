using Microsoft.Extensions.Hosting;

namespace Polydev.Controller.Tenants;

/// <summary>Has the tenants in memory before the first request comes.</summary>
internal sealed class TenantsHost(TenantDirectory tenants, FirstStart firstStart) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await tenants.LoadAsync(cancellationToken);
        await firstStart.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
