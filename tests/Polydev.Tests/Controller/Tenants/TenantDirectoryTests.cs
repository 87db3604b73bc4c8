using CsCheck;
using Polydev.Controller.Tenants;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Tenants;

/// <summary>A key finds its tenant as the tenant is now, and nothing else does.</summary>
public sealed class TenantDirectoryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_makes_a_caller_of_its_tenant_as_it_is_now()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var secret = await MakeAsync(directory, "tnt_a");

        await directory.ChangeAsync("tnt_a", before => before! with { Name = "Renamed" }, Cancelled);

        var caller = directory.Check(secret, actFor: null).Caller!;
        Assert.Equal(("tnt_a", "Renamed", false), (caller.Tenant.Id, caller.Tenant.Name, caller.IsAdmin));
        Assert.Same(caller, directory.Check(secret, actFor: null).Caller);
    }

    [Fact]
    public async Task An_expired_key_is_refused_from_its_hour_on()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var end = storage.Time.GetUtcNow() + TimeSpan.FromHours(1);
        var made = await directory.CreateKeyAsync(new KeyWish("default", "short", IsAdmin: false) { ExpiresAt = end }, Cancelled);

        Assert.NotNull(directory.Check(made!.Secret, actFor: null).Caller);
        storage.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((401, "key_expired"), Refusal(directory, made.Secret));
    }

    [Fact]
    public async Task A_suspended_tenant_is_refused_until_it_is_not()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var secret = await MakeAsync(directory, "tnt_a");

        await directory.ChangeAsync("tnt_a", before => before! with { Suspended = true }, Cancelled);
        Assert.Equal((403, "tenant_suspended"), Refusal(directory, secret));
        await directory.ChangeAsync("tnt_a", before => before! with { Suspended = false }, Cancelled);
        Assert.NotNull(directory.Check(secret, actFor: null).Caller);
    }

    [Fact]
    public async Task Only_an_admin_acts_for_another_tenant()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var secret = await MakeAsync(directory, "tnt_a");
        var admin = storage.Get<FirstStart>().NewAdminKey!;

        Assert.Equal("tnt_a", directory.Check(admin, "tnt_a").Caller!.Tenant.Id);
        Assert.Equal((404, "tenant_not_found"), Refusal(directory, admin, "tnt_none"));
        Assert.Equal((403, "admin_required"), Refusal(directory, secret, "default"));
        Assert.NotNull(directory.Check(secret, "tnt_a").Caller);
    }

    [Fact]
    public async Task What_is_made_and_removed_is_the_same_after_a_restart()
    {
        var place = TestStorage.NewDirectory();
        string kept, revoked, deleted;
        await using (var storage = await OpenAsync(place))
        {
            var directory = storage.Get<TenantDirectory>();
            kept = await MakeAsync(directory, "tnt_a", new TenantLimits { MaxConcurrent = 3, DailySpendUsd = 12.5m });
            var second = await directory.CreateKeyAsync(new KeyWish("tnt_a", "second", IsAdmin: false), Cancelled);
            revoked = second!.Secret;
            await directory.RevokeKeyAsync(second.Key.Id, Cancelled);
            deleted = await MakeAsync(directory, "tnt_b");
            await directory.DeleteAsync("tnt_b", Cancelled);
            Assert.Equal((401, "unauthenticated"), Refusal(directory, deleted));
        }

        await using (var storage = await OpenAsync(place))
        {
            var directory = storage.Get<TenantDirectory>();
            var tenant = directory.Check(kept, actFor: null).Caller!.Tenant;
            Assert.Equal(new TenantLimits { MaxConcurrent = 3, DailySpendUsd = 12.5m }, tenant.Limits);
            Assert.Equal((401, "unauthenticated"), Refusal(directory, revoked));
            Assert.Equal((401, "unauthenticated"), Refusal(directory, deleted));
        }

        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public async Task No_other_text_is_a_key()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var secret = storage.Get<FirstStart>().NewAdminKey!;
        Gen.Select(Gen.Int[0, secret.Length - 1], Gen.Char).Sample((at, letter) =>
        {
            var other = secret[..at] + letter + secret[(at + 1)..];
            return other == secret || directory.Check(other, actFor: null).Refusal!.Code == "unauthenticated";
        });
        Gen.String.Sample(text => directory.Check(text, actFor: null).Caller is null);
    }

    [Fact]
    public async Task A_check_that_finds_its_key_allocates_nothing()
    {
        await using var storage = await OpenAsync();
        var directory = storage.Get<TenantDirectory>();
        var secret = storage.Get<FirstStart>().NewAdminKey!;
        directory.Check(secret, actFor: null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            directory.Check(secret, actFor: null);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (int Status, string Code) Refusal(TenantDirectory directory, string key, string? actFor = null)
    {
        var refusal = directory.Check(key, actFor).Refusal!;
        return (refusal.Status, refusal.Code);
    }

    private static async Task<string> MakeAsync(TenantDirectory directory, string id, TenantLimits? limits = null)
    {
        await directory.ChangeAsync(id, _ => new Tenant { Id = id, Name = id, Limits = limits ?? new TenantLimits() }, Cancelled);
        return (await directory.CreateKeyAsync(new KeyWish(id, "first", IsAdmin: false), Cancelled))!.Secret;
    }

    private static Task<TestStorage> OpenAsync(string? directory = null) =>
        TestStorage.OpenAsync(directory, services => services.AddTenants());
}
