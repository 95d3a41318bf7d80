"""Further wrong answers to the exercises of chapter 11: whole sources."""

BANK = {
    "ch11.momentum": [
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v-g
    w=w+lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*v*mu
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*g+v
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=v+g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=(1-mu)*v+mu*g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*v-lr*g
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*v
    return v,w
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+lr*g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v-lr*g
    w=w-v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w*(1-lr*v)
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v-g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=(1-mu)*v+g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu*v+g
    w -= lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=mu+v*g
    w=w-lr*v
    return w,v
""",
        """
def my_momentum_step(w, v, g, lr, mu):
    v=lr*v+g
    w=w-mu*v
    return w,v
""",
    ],
    "ch11.nesterov": [
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*(g+mu*v+v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*(g-mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*(mu*g+mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+(1-mu)*g
    w=w-lr*(g+mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    new=mu*v+g
    w=w-lr*(g+mu*new)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-(g+mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v+g
    w=w-lr*g
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=mu*v
    w=w-lr*(g+mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    w=w-lr*mu*v
    v=mu*v+g
    w=w-lr*v
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    v=g+mu*v
    w=w-lr*(g+mu*mu*v)
    return w,v
""",
        """
def my_nesterov_step(w, v, g, lr, mu):
    w -= lr*(g+mu*v)
    v=mu*v+g
    return w,v
""",
    ],
    "ch11.clip": [
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=dW/norm
        db=db/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=dW*norm/c
        db=db*norm/c
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sum(np.abs(dW))+np.sum(np.abs(db))
    if norm>c:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.mean(dW**2)+np.mean(db**2))
    if norm>c:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW)**2+np.sum(db)**2)
    if norm>c:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=dW*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.linalg.norm(dW,axis=0)
    dW=dW*np.minimum(1,c/norm)
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    dW=np.minimum(dW,c)
    db=np.minimum(db,c)
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=dW-c
        db=db-c
    return dW,db
""",
        """
def my_clip(dW, db, c):
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c**2:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=dW*c/norm**2
        db=db*c/norm**2
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>1:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.linalg.norm(np.concatenate([dW,db]))
    if norm>c:
        dW=dW*c/norm
        db=db*c/norm
    return dW,db
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        return dW*c/norm, db*c/norm
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2))+np.sqrt(np.sum(db**2))
    s=min(1,c/norm)
    return dW*s,db*s
""",
        """
def my_clip(dW, db, c):
    norm=np.sqrt(np.sum(dW**2)+np.sum(db**2))
    if norm>c:
        dW=np.sign(dW)*c
        db=np.sign(db)*c
    return dW,db
""",
    ],
    "ch11.schedule": [
        """
def my_rate(t, lr, steps, warmup):
    p=t/steps
    if t<warmup: return lr*(t+1)/warmup
    return lr*(1+np.cos(np.pi*p))
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(2*np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*t/(warmup-1)
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*np.cos(np.pi*p)
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.sin(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup+1)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup-1)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return (t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/steps
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)//warmup
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)//(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*1+np.cos(np.pi*p)/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*(t+1)/warmup
    p=(t-warmup)/steps-warmup
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: return lr*warmup/(t+1)
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup:
        lr=lr*(t+1)/warmup
    p=(t-warmup)/(steps-warmup)
    return lr*(1+np.cos(np.pi*p))/2
""",
        """
def my_rate(t, lr, steps, warmup):
    return lr
""",
        """
def my_rate(t, lr, steps, warmup):
    if t<warmup: print(lr)
    p=(t-warmup)/(steps-warmup)
    lr*(1+np.cos(np.pi*p))/2
""",
    ],
    "ch11.adam": [
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.99 * v + 0.01 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.9 * v + 0.1 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m * (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** (n * 2))
    v_hat = v / (1 - 0.999 ** (n * 2))
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * m ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.9 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat))
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / np.sqrt(v_hat) + eps
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat * g / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * np.sum(g ** 2)
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v - 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 + 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m_hat, v_hat
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, v, m
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return m, v, w
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m_new = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = np.maximum(0.999 * v, g ** 2)
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = v + g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.999 * m + 0.001 * g
    v = 0.9 * v + 0.1 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    n = n + 1
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (v_hat ** 2 + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + g * 0.9
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w -= lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * m_hat / (np.sqrt(v_hat) - eps)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * np.sign(m_hat)
    return w, m, v
""",
        """
def my_adam_step(w, g, m, v, n, lr, eps):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g ** 2
    m_hat = m / (1 - 0.9 ** n)
    v_hat = v / (1 - 0.999 ** n)
    w = w - lr * g
    return w, m, v
""",
    ],
    "ch11.adamw": [
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 + self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p -= self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p -= self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p = p * (1 - self.lr * self.decay)
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n = 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p += self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] += 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params) - 1):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(1):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.m[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[0]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 1
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            self.m[k] += self.decay * p
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * (m_hat + self.decay * p) / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] + self.decay * p / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) + self.decay * p)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 1:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * g / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k].copy(), grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** self.n)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
        """
class MyAdamW:
    def __init__(self, lr, decay, eps):
        self.lr, self.decay, self.eps = lr, decay, eps
        self.n = 0
        self.m, self.v = None, None

    def step(self, params, grads):
        if self.n == 0:
            self.m = [np.zeros_like(p) for p in params]
            self.v = [np.zeros_like(p) for p in params]
        self.n += 1
        for k in range(len(params)):
            p, g = params[k], grads[k]
            p *= 1 - self.lr * self.decay
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g ** 2
            m_hat = self.m[k] / (1 - 0.9 ** k)
            v_hat = self.v[k] / (1 - 0.999 ** self.n)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
""",
    ],
}
