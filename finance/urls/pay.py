"""The weekly anticipo."""

from django.urls import path

from finance.views import pay, pay_runs

urlpatterns = [
    path("mi-anticipo/", pay.my_pay, name="my_pay"),
    path("mi-anticipo/ahorro/", pay.order_saving, name="order_saving"),
    path("mi-anticipo/prestamo/", pay.order_loan, name="order_loan"),
    path("mi-anticipo/deducciones/<int:pk>/terminar/", pay.end_order, name="end_order"),
    path("anticipos/<int:pk>/", pay.pay_slip, name="pay_slip"),
    path("anticipos/<int:pk>/papel.pdf", pay.pay_slip_paper, name="pay_slip_paper"),
    path("anticipos/<int:pk>/entregar/", pay_runs.hand_out, name="hand_out"),
    path("anticipo/", pay_runs.pay_home, name="pay_home"),
    path("libros/<slug:code>/anticipo/", pay_runs.pay_of, name="pay"),
    path("libros/<slug:code>/anticipo/decidir/", pay_runs.set_pay_rate, name="set_pay_rate"),
    path("libros/<slug:code>/anticipo/excepcion/", pay_runs.except_from_pay, name="except_from_pay"),
    path("libros/<slug:code>/anticipo/cuenta/", pay_runs.charge_on_pay, name="charge_on_pay"),
    path("libros/<slug:code>/anticipo/semana/", pay_runs.draw_run, name="draw_run"),
    path("semanas/<int:pk>/", pay_runs.pay_run, name="pay_run"),
    path("semanas/<int:pk>/lista.pdf", pay_runs.pay_run_paper, name="pay_run_paper"),
    path("semanas/<int:pk>/rehacer/", pay_runs.redraw_run, name="redraw_run"),
    path("semanas/<int:pk>/asentar/", pay_runs.post_run, name="post_run"),
    path("semanas/<int:pk>/dejar/", pay_runs.drop_run, name="drop_run"),
    path("semanas/<int:pk>/entregar/", pay_runs.hand_out_rest, name="hand_out_rest"),
]
