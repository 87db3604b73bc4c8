using Polydev.Controller.Tenants;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Tenants;

/// <summary>The first start makes one tenant and one admin key; no later start makes another by itself.</summary>
public sealed class FirstStartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_makes_an_admin_key_that_only_its_owner_can_read()
    {
        await using var storage = await OpenAsync();
        var secret = storage.Get<FirstStart>().NewAdminKey!;
        var file = Path.Combine(storage.Directory, "admin.key");

        Assert.Equal(secret, File.ReadAllText(file).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var caller = storage.Get<TenantDirectory>().Check(secret, actFor: null).Caller;
        Assert.Equal(("default", true), (caller!.Tenant.Id, caller.IsAdmin));
    }

    [Fact]
    public async Task A_restart_keeps_the_key_and_makes_none_even_when_its_file_is_gone()
    {
        var directory = TestStorage.NewDirectory();
        string secret;
        await using (var storage = await OpenAsync(directory))
        {
            secret = storage.Get<FirstStart>().NewAdminKey!;
        }

        File.Delete(Path.Combine(directory, "admin.key"));
        await using (var storage = await OpenAsync(directory))
        {
            Assert.Null(storage.Get<FirstStart>().NewAdminKey);
            Assert.False(File.Exists(Path.Combine(directory, "admin.key")));
            Assert.NotNull(storage.Get<TenantDirectory>().Check(secret, actFor: null).Caller);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_reset_ends_the_old_admin_key()
    {
        await using var storage = await OpenAsync();
        var old = storage.Get<FirstStart>().NewAdminKey!;

        var secret = await storage.Get<FirstStart>().ResetAdminKeyAsync(Cancelled);

        Assert.Equal("unauthenticated", storage.Get<TenantDirectory>().Check(old, actFor: null).Refusal!.Code);
        Assert.NotNull(storage.Get<TenantDirectory>().Check(secret, actFor: null).Caller);
        Assert.Equal(secret, File.ReadAllText(Path.Combine(storage.Directory, "admin.key")).Trim());
    }

    [Fact]
    public async Task A_lost_admin_key_is_made_anew_only_while_no_controller_runs()
    {
        var directory = TestStorage.NewDirectory();
        var options = new Polydev.Controller.ControllerOptions { DataDirectory = directory };
        string old;
        await using (var storage = await OpenAsync(directory))
        {
            old = storage.Get<FirstStart>().NewAdminKey!;
            var refused = await Assert.ThrowsAsync<Polydev.Controller.StartupException>(() => AdminKeyReset.RunAsync(options, Cancelled));
            Assert.Equal("data_directory_in_use", refused.Code);
            Assert.NotNull(storage.Get<TenantDirectory>().Check(old, actFor: null).Caller);
        }

        var secret = await AdminKeyReset.RunAsync(options, Cancelled);

        await using (var storage = await OpenAsync(directory))
        {
            Assert.NotNull(storage.Get<TenantDirectory>().Check(secret, actFor: null).Caller);
            Assert.Null(storage.Get<TenantDirectory>().Check(old, actFor: null).Caller);
        }

        Directory.Delete(directory, recursive: true);
        Assert.Equal("data_directory_missing", (await Assert.ThrowsAsync<Polydev.Controller.StartupException>(() => AdminKeyReset.RunAsync(options, Cancelled))).Code);
    }

    [Fact]
    public async Task A_key_file_that_a_crash_left_aside_is_put_in_its_place()
    {
        var directory = TestStorage.NewDirectory();
        var file = Path.Combine(directory, "admin.key");
        await (await OpenAsync(directory)).DisposeAsync();
        File.Move(file, file + ".new");

        await (await OpenAsync(directory)).DisposeAsync();

        Assert.True(File.Exists(file));
        Directory.Delete(directory, recursive: true);
    }

    private static Task<TestStorage> OpenAsync(string? directory = null) =>
        TestStorage.OpenAsync(directory, services => services.AddTenants());
}
