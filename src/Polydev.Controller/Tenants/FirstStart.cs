using Polydev.Controller.Storage;

namespace Polydev.Controller.Tenants;

/// <summary>Makes the first tenant and its admin key, and keeps the key where the command line of this machine finds it.</summary>
internal sealed class FirstStart(TenantDirectory tenants, DataDirectory directory, TimeProvider time)
{
    private const string AdminKeyName = "admin";

    /// <summary>The admin key when this start made it, to be printed once; null on every other start.</summary>
    public string? NewAdminKey { get; private set; }

    /// <summary>Makes what is missing on a first start. A later start makes no key, even when the file is gone: whoever can reset it says so.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!tenants.TryGet(TenantDirectory.DefaultTenant, out _))
        {
            await tenants.ChangeAsync(
                TenantDirectory.DefaultTenant,
                before => before ?? new Tenant { Id = TenantDirectory.DefaultTenant, Name = "Default", Limits = new TenantLimits(), CreatedAt = time.GetUtcNow() },
                cancellationToken);
        }

        await FinishInterruptedAsync(cancellationToken);
        if (!tenants.Keys.Any())
        {
            NewAdminKey = await MakeAdminKeyAsync([], cancellationToken);
        }
    }

    /// <summary>Ends the admin keys of the first start and makes a new one, in the file and in the answer.</summary>
    public Task<string> ResetAdminKeyAsync(CancellationToken cancellationToken) => MakeAdminKeyAsync(
        [.. tenants.Keys.Where(key => key is { IsAdmin: true, Name: AdminKeyName, TenantId: TenantDirectory.DefaultTenant }).Select(key => key.Id)],
        cancellationToken);

    private string Draft => directory.AdminKey + ".new";

    /// <summary>
    /// The file is written aside before the key is good and moved into place after, so that nobody ever sees half a key, and a crash in between
    /// loses neither the old key nor the new one.
    /// </summary>
    private async Task<string> MakeAdminKeyAsync(IReadOnlyList<string> replaced, CancellationToken cancellationToken)
    {
        var secret = ApiKeys.New();
        await WriteDraftAsync(secret, cancellationToken);
        var wish = new KeyWish(TenantDirectory.DefaultTenant, AdminKeyName, IsAdmin: true) { Replaces = replaced, Secret = secret };
        _ = await tenants.CreateKeyAsync(wish, cancellationToken)
            ?? throw new InvalidOperationException("The tenant 'default' is always there.");
        File.Move(Draft, directory.AdminKey, overwrite: true);
        return secret;
    }

    private async Task FinishInterruptedAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Draft) && tenants.Check((await File.ReadAllTextAsync(Draft, cancellationToken)).Trim(), actFor: null).Caller is not null)
        {
            File.Move(Draft, directory.AdminKey, overwrite: true);
        }
    }

    private async Task WriteDraftAsync(string secret, CancellationToken cancellationToken)
    {
        File.Delete(Draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(Draft, options);
        await file.WriteLineAsync(secret.AsMemory(), cancellationToken);
    }
}
