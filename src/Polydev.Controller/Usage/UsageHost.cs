using Microsoft.Extensions.Hosting;

namespace Polydev.Controller.Usage;

/// <summary>Has prices checked and spend in memory before the first request comes.</summary>
internal sealed class UsageHost(SpendLedger ledger, PriceBook prices) : IHostedService
{
    /// <summary>The price list in force; taken here so that its faults stop the start and not the first execution.</summary>
    public PriceBook Prices { get; } = prices;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => ledger.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
